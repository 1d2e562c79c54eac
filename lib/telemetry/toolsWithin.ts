import type { AgentReport, ContextHooks, LoopTelemetry, ToolTelemetry } from './AgentTelemetry.js';

/**
 * Returns telemetry whose tools begin in the context of their agent and mask its secrets. An approval may start a tool
 * from anywhere, e.g. from the handler of a click.
 */
export const toolsWithin = (
  telemetry: LoopTelemetry | undefined,
  within: ContextHooks['within'],
  redact: AgentReport['redact'],
): LoopTelemetry | undefined => {
  if (telemetry?.onTool === undefined) return telemetry;
  return {
    onTool: (run) => {
      let hooks: ToolTelemetry | undefined;
      const begin = (): void => {
        hooks = telemetry.onTool?.({ ...run, redact });
      };
      if (within === undefined) begin();
      else within(begin);
      return hooks;
    },
  };
};
