import ts from 'typescript';
import { ROOT } from './codeBlocks.js';

/**
 * Returns the options of the repository, with two exceptions: examples may declare names that they do not use, and may
 * write `process.env.NAME`.
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
 * Creates a program from files in memory and their imports.
 *
 * @param old a program whose files are reused.
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
