/** One fault that the tests must notice. */
export interface Mutant {
  /** A name, unique within its group. */
  readonly name: string;
  readonly group:
    'scheduler' | 'random' | 'constant' | 'default' | 'teardown' | 'order' | 'security' | 'bound' | 'rule';
  /** The file, below `lib`. */
  readonly file: string;
  /** A text that occurs exactly once in the file, or the first of several. */
  readonly from: string;
  readonly to: string;
  /** The tests that are run: paths, with wildcards. */
  readonly tests: readonly string[];
  /** Is true for the short list that `.ci/run` tries. */
  readonly short?: boolean;
  /** The reason why no test can notice it. */
  readonly equivalent?: string;
}
