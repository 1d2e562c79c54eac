/** Calls a hook that returns further hooks. A hook that throws is dropped: it must not end what it observes. */
export const hooksOf = <H>(begin: () => H | undefined): H | undefined => {
  try {
    return begin();
  } catch {
    return undefined; // a failure of the hook itself, for which there is no other receiver
  }
};
