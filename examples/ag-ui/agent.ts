// The agent: what answers a run of the page, with the tools that run on this server.
import { resumeTools, runTools, tool, type Ask, type ResponsesClient } from 'codex-rx';
import { agUiRequest, toAgUi } from 'codex-rx/ag-ui';
import { defer } from 'rxjs';

/** The input of a run, as the page sends it. */
export type Run = Parameters<typeof agUiRequest>[0];

const tools = [
  tool({
    name: 'weather',
    description: 'Returns the weather in a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    run: () => 'Rain, 12 °C',
  }),
  tool({
    name: 'send_mail',
    description: 'Sends a mail.',
    parameters: { type: 'object', properties: { to: { type: 'string' } }, required: ['to'] },
    needsApproval: true, // the page draws buttons, and the run ends here
    run: () => 'sent',
  }),
];

/** Answers one run: the events that the page reads. It never fails. */
export const answerRun = (client: ResponsesClient, run: Run) => {
  const ask: Ask = (input) => client.streamPrompt('gpt-5.1', { input, tools });
  return defer(() => {
    const { input, resume } = agUiRequest(run);
    return resume === undefined
      ? runTools(input, ask, tools)
      : resumeTools(resume.pending, resume.decisions, ask, tools);
  }).pipe(toAgUi(run));
};
