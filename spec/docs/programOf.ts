import ts from 'typescript';
import { ROOT } from './codeBlocks.js';

/**
 * As the repository is compiled; but what is shown to a reader may declare what it does not use, and writes
 * `process.env.NAME` as readers do.
 */
const compilerOptions = (): ts.CompilerOptions => {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${ROOT}tsconfig.json`,
    { noUnusedLocals: false, noUnusedParameters: false, noPropertyAccessFromIndexSignature: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => expectText(messageText) },
  );
  return config?.options ?? {};
};

const expectText = (message: string | ts.DiagnosticMessageChain): never => {
  throw new Error(`tsconfig.json: ${ts.flattenDiagnosticMessageText(message, '\n')}`);
};

/**
 * A program of files that are nowhere but here, and of what they import.
 *
 * @param old knows most of it already: what that has read is not read again.
 */
export const programOf = (files: ReadonlyMap<string, string>, old?: ts.Program): ts.Program => {
  const options = old?.getCompilerOptions() ?? compilerOptions();
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    getSourceFile: (path, version, ...rest) => {
      const text = files.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, version);
      return old?.getSourceFile(path) ?? disk.getSourceFile(path, version, ...rest);
    },
  };
  return ts.createProgram({ rootNames: [...files.keys()], options, host, ...(old ? { oldProgram: old } : {}) });
};
