import { throwError } from 'rxjs';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

/** If the fallback is not drawn, it must not be subscribed to. */
const fallback = throwError(() => new Error('the fallback was subscribed to'));

export const fixtures: Fixtures = () => ({ scope: { fallback } });
