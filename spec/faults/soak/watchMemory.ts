const used = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Measures by how much memory grows, in MiB, at its highest; needs `--expose-gc`. */
export const watchMemory = (): { readonly stop: () => number } => {
  globalThis.gc?.();
  const before = used();
  let highest = before;
  const look = () => (highest = Math.max(highest, used()));
  const timer = setInterval(look, 5);
  return {
    stop: () => {
      clearInterval(timer);
      return (look() - before) / 2 ** 20;
    },
  };
};
