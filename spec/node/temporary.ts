import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for every test, removed after it. */
export const useFolder = () => {
  const using = {
    folder: '',
    path: (name: string) => join(using.folder, name),
    /** Writes a file, and gives its path. */
    file: async (name: string, content: string | Uint8Array): Promise<string> => {
      await writeFile(using.path(name), content);
      return using.path(name);
    },
  };
  beforeEach(async () => {
    using.folder = await mkdtemp(join(tmpdir(), 'codex-rx-'));
  });
  // What is still written in the background may come in between.
  afterEach(() => rm(using.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 5 }));
  return using;
};
