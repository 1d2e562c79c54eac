import { apiErrorData } from '../../../../lib/protocol/errors/apiErrorData.js';
import { error } from '../../../../spec/support/diagrams/vocabulary.js';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({ scope: { data: apiErrorData(error) } });
