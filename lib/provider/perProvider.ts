/**
 * Makes a function that computes a property of a provider, or of another immutable object, once for each object. The
 * result is kept as long as the object.
 */
export const perProvider = <K extends object, V>(compute: (provider: K) => V): ((provider: K) => V) => {
  const known = new WeakMap<K, { readonly value: V }>();
  return (provider) => {
    const found = known.get(provider);
    if (found !== undefined) return found.value;
    const value = compute(provider);
    known.set(provider, { value });
    return value;
  };
};
