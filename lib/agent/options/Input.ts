/** Part of the user's message. */
export type UserInput =
  | { readonly type: 'text'; readonly text: string }
  /** An image file. */
  | { readonly type: 'local_image'; readonly path: string };

/** User's message: a text, or parts. Several texts become the paragraphs of one. */
export type Input = string | readonly UserInput[];

/** Joins the texts of an input as paragraphs. */
export const promptOf = (input: Input): string =>
  typeof input === 'string' ? input : input.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');

/** Lists the paths of the images of an input. */
export const imagesOf = (input: Input): readonly string[] =>
  typeof input === 'string' ? [] : input.flatMap((part) => (part.type === 'local_image' ? [part.path] : []));
