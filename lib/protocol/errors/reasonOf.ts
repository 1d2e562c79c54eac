/** What something that was thrown says of itself: anything can be thrown, and not all of it is an `Error`. */
export const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
