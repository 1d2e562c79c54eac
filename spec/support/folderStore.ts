import { appendFile, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as t from 'io-ts';
import { concatMap, filter, take, timer } from 'rxjs';
import { apiError } from '../../lib/protocol/errors/ApiError.js';
import type { RelayFrame } from '../../lib/relay/frames/RelayFrame.js';
import type { ReplayStore } from '../../lib/relay/store/ReplayStore.js';

const FRAME = t.type({
  sequence: t.number,
  event: t.union([t.literal('message'), t.literal('done'), t.literal('failed')]),
  data: t.string,
});
const frameOf = (line: string): RelayFrame => {
  const frame: unknown = JSON.parse(line);
  if (!FRAME.is(frame)) throw new Error('the file of an answer holds a line that is no frame');
  return frame;
};
const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

/** A store in a folder that several processes share: a file per answer, whose time is the end of its lease. */
export const folderStore = (folder: string): ReplayStore => {
  const fileOf = (answer: string): string => join(folder, `${answer}.jsonl`);
  const leaseOf = (answer: string): string => join(folder, `${answer}.lease`);
  const read = async (answer: string): Promise<readonly RelayFrame[] | undefined> => {
    try {
      const lines = (await readFile(fileOf(answer), 'utf8')).split('\n').slice(0, -1);
      return lines.map(frameOf);
    } catch (cause) {
      if (isMissing(cause)) return undefined;
      throw cause;
    }
  };
  return {
    create: (answer) =>
      writeFile(fileOf(answer), '', { flag: 'wx' }).then(
        () => true,
        () => false,
      ),
    append: (answer, frame) => appendFile(fileOf(answer), `${JSON.stringify(frame)}\n`),
    find: async (answer) => {
      const frames = await read(answer);
      if (frames === undefined) return undefined;
      const { mtimeMs } = await stat(leaseOf(answer));
      const isOver = frames.some(({ event }) => event !== 'message');
      return { last: frames.length, isOver, isRunning: mtimeMs > Date.now() };
    },
    next: (answer, after) =>
      timer(0, 5).pipe(
        concatMap(async () => {
          const frames = await read(answer);
          if (frames === undefined) throw apiError({ type: 'not_found' });
          return frames.slice(after);
        }),
        filter((frames) => frames.length > 0),
        take(1),
      ),
    keepAlive: async (answer, ms) => {
      await appendFile(leaseOf(answer), '');
      const until = new Date(Date.now() + ms);
      await utimes(leaseOf(answer), until, until);
    },
  };
};
