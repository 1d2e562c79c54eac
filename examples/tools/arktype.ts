import { type } from 'arktype';
import { partialJson, runTools, tool, type ResponsesClient } from 'codex-rx';

const Place = type({ city: 'string > 0' });
const Forecast = type({ city: 'string', degrees: 'number' });

export const weather = tool({
  name: 'weather',
  description: 'Returns the weather in a city.',
  parameters: Place,
  run: ({ city }) => ({ city, degrees: 21 }),
});

/** Streams a forecast while the model writes it. The last value is complete and checked. */
export const forecast = (client: ResponsesClient, question: string) =>
  runTools(question, (input) => client.streamPrompt('gpt-5.1', { input, tools: [weather], outputSchema: Forecast }), [
    weather,
  ]).pipe(partialJson(Forecast));
