/**
 * Converts any value to text, like `String`, but never throws: `{"toString": null}` is valid JSON, and `String` fails for
 * the object.
 */
export const safeText = (value: unknown): string => {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value); // the reason of the failure does not describe the value
  }
};
