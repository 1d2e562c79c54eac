/** The element with an id. Throws where index.html has none of that kind. */
export const element = <T extends Element>(id: string, kind: abstract new () => T): T => {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`index.html should have a ${kind.name} with the id ${id}`);
};

/** Draws what has changed: parts of a snapshot that are the same object as before are on the screen already. */
export const whenChanged = <T>(draw: (value: T) => void): ((value: T) => void) => {
  let drawn: { readonly value: T } | undefined;
  return (value) => {
    if (drawn?.value === value) return;
    drawn = { value };
    draw(value);
  };
};
