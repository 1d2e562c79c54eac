/** The version of this package, which is that of the instrumentation; a spec compares it with package.json. */
export const VERSION = '0.1.0';
