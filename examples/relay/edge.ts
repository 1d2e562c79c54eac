// A function at the edge, in the form of Workers. Each instance has a memory of its own, so the answer is streamed to the
// page that asked, without replay; with a ReplayStore in a database, use `relay` as in the other examples.
import { bearerAuth, openai, ResponsesClient } from 'codex-rx';
import { toResponse } from 'codex-rx/relay';

interface Environment {
  readonly OPENAI_API_KEY: string;
  readonly OPENAI_BASE_URL?: string;
}

const handle = async (request: Request, environment: Environment): Promise<Response> => {
  const question: unknown = await request.json();
  if (typeof question !== 'string') return new Response(null, { status: 400 });
  const client = new ResponsesClient({
    provider: openai({ baseUrl: environment.OPENAI_BASE_URL }),
    auth: bearerAuth(environment.OPENAI_API_KEY),
  });
  return toResponse(client.streamPrompt('gpt-5.1', question), { signal: request.signal });
};

export default { fetch: handle };
