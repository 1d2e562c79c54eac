import type { Fixtures } from '../../../../spec/support/diagrams/replay.js';

export const fixtures: Fixtures = ({ record }) => {
  const report = record('told');
  const onEvent = ({ delta }: { readonly delta: string }) => report(delta);
  return { scope: { call: { onEvent, onEnd: report } } };
};
