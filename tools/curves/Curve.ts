/** A piece of work whose time is measured for inputs of several sizes. */
export interface Curve {
  readonly name: string;
  /** Prepares the work for an input of `size` units. The preparation is not measured. */
  readonly prepare: (size: number) => () => unknown;
  /** The smallest size, for work that has a part that does not grow. Default: 500. */
  readonly minSize?: number;
  /** The size at the end of the curve, for inputs that have a bound. Default: no bound. */
  readonly maxSize?: number;
}
