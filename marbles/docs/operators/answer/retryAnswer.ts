import { apiErrorData } from '../../../../lib/protocol/errors/apiErrorData.js';
import { error } from '../../../../spec/support/diagrams/vocabulary.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = () => ({ scope: { data: apiErrorData(error) } });
