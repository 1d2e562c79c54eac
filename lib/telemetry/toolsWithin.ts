import type { ContextHooks, LoopTelemetry, ToolTelemetry } from './AgentTelemetry.js';

/**
 * Returns telemetry whose tools begin in the context of their agent. An approval may start a tool from anywhere, e.g.
 * from the handler of a click.
 */
export const toolsWithin = (
  telemetry: LoopTelemetry | undefined,
  within: ContextHooks['within'],
): LoopTelemetry | undefined => {
  if (telemetry?.onTool === undefined || within === undefined) return telemetry;
  return {
    onTool: (run) => {
      let hooks: ToolTelemetry | undefined;
      within(() => {
        hooks = telemetry.onTool?.(run);
      });
      return hooks;
    },
  };
};
