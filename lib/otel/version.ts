/**
 * The version of this package, reported as the version of the instrumentation. A spec compares it with package.json.
 */
export const VERSION = '0.1.0';
