import { copyFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Unsubscribable } from 'rxjs';
import { buildError } from '../../protocol/errors/ApiError.js';
import { reasonOf } from '../../protocol/errors/reasonOf.js';
import { imagesOf, type Input, type UserInput } from '../options/Input.js';
import { temporaryFolder } from './temporaryFolder.js';

/** An input whose images the program can be given, and the copies that it needs. */
export interface ImageFiles extends Unsubscribable {
  readonly input: Input;
}

const hasComma = (path: string): boolean => path.includes(',');

/**
 * Copies the images whose paths contain a comma. `codex exec` splits the paths of images at commas, has no way to quote
 * one, and ignores files that it does not find: the image would not be sent, without an error.
 *
 * @throws ApiError `build` if an image cannot be copied.
 */
export const imageFiles = (input: Input): ImageFiles => {
  if (typeof input === 'string' || !imagesOf(input).some(hasComma)) return { input, unsubscribe: () => undefined };
  const copies = new Map<string, string>();
  try {
    const folder = temporaryFolder((target) => {
      if (hasComma(target)) throw new Error(`the folder for temporary files, ${target}, has a comma in its path`);
      for (const path of imagesOf(input).filter(hasComma)) {
        const extension = extname(path);
        const copy = join(target, `image-${copies.size}${hasComma(extension) ? '' : extension}`);
        copyFileSync(path, copy);
        copies.set(path, copy);
      }
    });
    const copied = (part: UserInput): UserInput =>
      part.type === 'local_image' ? { ...part, path: copies.get(part.path) ?? part.path } : part;
    return { input: input.map(copied), unsubscribe: () => folder.unsubscribe() };
  } catch (cause) {
    throw buildError(
      `an image whose path has a comma must be copied for codex exec, which failed: ${reasonOf(cause)}`,
      cause,
    );
  }
};
