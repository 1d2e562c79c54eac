import * as t from 'io-ts';
import type { Casting } from '../../../../spec/support/diagrams/replay.js';

export const cast: Casting = () => ({ scope: { t } });
