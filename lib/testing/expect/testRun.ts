/** The parts of Node's `process` and file system that are used here. */
interface NodeFiles {
  existsSync(path: string): boolean;
  readFileSync(path: string, encoding: 'utf8'): string;
  writeFileSync(path: string, text: string): void;
}
interface NodeProcess {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  getBuiltinModule(id: 'node:fs'): NodeFiles;
}

const isNode = (value: unknown): value is NodeProcess =>
  typeof value === 'object' && value !== null && 'getBuiltinModule' in value && 'argv' in value && 'env' in value;

/** A run of tests: its files, and how it treats files that are missing or differ. */
export interface TestRun {
  /** Returns the text of a file, or undefined if there is none. */
  readonly read: (path: string) => string | undefined;
  readonly write: (path: string, text: string) => void;
  /** True if files are to be rewritten: `UPDATE_MARBLES=1`, or `--update` among the arguments of the program. */
  readonly isUpdating: boolean;
  /** True in continuous integration (`CI`), where no file may be created by a test. */
  readonly isInCi: boolean;
}

const isSet = (variable: string | undefined): boolean =>
  variable !== undefined && !['', '0', 'false'].includes(variable.toLowerCase());

/**
 * Returns the run of tests that the program is. The file system is looked up when a test needs it: an import would keep
 * this entry point out of browsers.
 */
export const testRun = (): TestRun => {
  const node: unknown = Reflect.get(globalThis, 'process');
  if (!isNode(node))
    throw new Error(
      'A .marble file is read in Node, 20.16 or later. In a browser, pass the text of the file to parseMarble, and compare what playVirtually returns.',
    );
  const files = node.getBuiltinModule('node:fs');
  return {
    read: (path) => (files.existsSync(path) ? files.readFileSync(path, 'utf8') : undefined),
    write: (path, text) => files.writeFileSync(path, text),
    isUpdating: isSet(node.env['UPDATE_MARBLES']) || node.argv.includes('--update'),
    isInCi: isSet(node.env['CI']),
  };
};
