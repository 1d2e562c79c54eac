import { animationFrameScheduler } from 'rxjs';
import { coalesce, type CoalesceOptions } from '../../../../lib/operators/answer/coalesce.js';
import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ animate }) => {
  animate('frames');
  // what coalesce takes by itself where there are frames, as in browsers
  const onFrames = { scheduler: animationFrameScheduler };
  return {
    scope: { coalesce: (options: CoalesceOptions & { keep: 'all' }) => coalesce({ ...onFrames, ...options }) },
  };
};
