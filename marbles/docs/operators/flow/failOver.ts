import { throwError } from 'rxjs';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

/** Where the fallback is not drawn, it must not be asked. */
const fallback = throwError(() => new Error('the fallback was asked'));

export const fixtures: Fixtures = () => ({ scope: { fallback } });
