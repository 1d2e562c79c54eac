import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Subscription, type Unsubscribable } from 'rxjs';
import { onHostExit } from '../process/onHostExit.js';

/** A folder that exists until it is unsubscribed from or this process exits. Only the current user can read it. */
export interface TemporaryFolder extends Unsubscribable {
  readonly path: string;
}

/**
 * Creates a temporary folder and fills it. The folder is removed if `fill` throws: a full disk may have space for the
 * folder but not for a file.
 */
export const temporaryFolder = (fill: (path: string) => void): TemporaryFolder => {
  const path = mkdtempSync(join(tmpdir(), 'codex-rx-'));
  const remove = () => rmSync(path, { recursive: true, force: true });
  try {
    fill(path);
  } catch (cause) {
    remove();
    throw cause;
  }
  const lifetime = new Subscription(remove);
  lifetime.add(onHostExit(remove));
  return { path, unsubscribe: () => lifetime.unsubscribe() };
};
