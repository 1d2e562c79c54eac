/** Returns the element with an id. Throws if index.html has none of that kind. */
export const element = <T extends Element>(id: string, kind: abstract new () => T): T => {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`index.html should have a ${kind.name} with the id ${id}`);
};

/** Creates an element with a class and a text. */
export const create = <K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  text = '',
): HTMLElementTagNameMap[K] => {
  const created = document.createElement(name);
  created.className = className;
  created.textContent = text;
  return created;
};

/** Creates a button. A click on it is found by its `data-action`, so nothing listens to the button itself. */
export const actionButton = (action: string, text: string, className = ''): HTMLButtonElement => {
  const button = create('button', className, text);
  button.type = 'button';
  button.dataset['action'] = action;
  return button;
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
