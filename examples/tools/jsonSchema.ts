import { partialJson, runTools, tool, type ResponsesClient } from 'codex-rx';

// A JSON Schema is declared to the model, and checks nothing here: the arguments and the answer are `unknown`.
const Place = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};
const Forecast = {
  type: 'object',
  properties: { city: { type: 'string' }, degrees: { type: 'number' } },
  required: ['city', 'degrees'],
  additionalProperties: false,
};

export const weather = tool({
  name: 'weather',
  description: 'Returns the weather in a city.',
  parameters: Place,
  run: (args) => {
    if (typeof args !== 'object' || args === null || !('city' in args)) throw new Error('the city is missing');
    return { city: args.city, degrees: 21 };
  },
});

/** Streams a forecast while the model writes it. The last value is complete, and not checked. */
export const forecast = (client: ResponsesClient, question: string) =>
  runTools(question, (input) => client.streamPrompt('gpt-5.1', { input, tools: [weather], outputSchema: Forecast }), [
    weather,
  ]).pipe(partialJson(Forecast));
