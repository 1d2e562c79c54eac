import { throwError } from 'rxjs';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

/** Where the fallback is not drawn, it must not be asked. */
const fallback = throwError(() => new Error('the fallback was asked'));

export const cast: Casting = () => ({ scope: { fallback } });
