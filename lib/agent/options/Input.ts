/** A part of the user's message. */
export type UserInput =
  | { readonly type: 'text'; readonly text: string }
  /** An image file. */
  | { readonly type: 'local_image'; readonly path: string };

/** The user's message: a string, or a list of parts. Text parts are joined with blank lines between them. */
export type Input = string | readonly UserInput[];

/** Joins the text parts of an input, with blank lines between them. */
export const promptOf = (input: Input): string =>
  typeof input === 'string' ? input : input.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');

/** Lists the paths of the images of an input. */
export const imagesOf = (input: Input): readonly string[] =>
  typeof input === 'string' ? [] : input.flatMap((part) => (part.type === 'local_image' ? [part.path] : []));
