/** One part of what the user says. */
export type UserInput =
  | { readonly type: 'text'; readonly text: string }
  /** A picture, by the path of its file. */
  | { readonly type: 'local_image'; readonly path: string };

/** What the user says: a text, or parts. Several texts become paragraphs of one. */
export type Input = string | readonly UserInput[];

/** The texts of an input, as paragraphs. */
export const promptOf = (input: Input): string =>
  typeof input === 'string' ? input : input.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');

/** The paths of the pictures of an input. */
export const imagesOf = (input: Input): readonly string[] =>
  typeof input === 'string' ? [] : input.flatMap((part) => (part.type === 'local_image' ? [part.path] : []));
