const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** True if the text ends with the first half of a character whose second half may come with the next piece. */
export const endsInHalf = (text: string): boolean => isHighSurrogate(text.charCodeAt(text.length - 1));

/** The text without the half of a character at its end; that half is replaced by U+FFFD, because nothing completes it. */
export const withoutHalf = (text: string): string => (endsInHalf(text) ? `${text.slice(0, -1)}\uFFFD` : text);
