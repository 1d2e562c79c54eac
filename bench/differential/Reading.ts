/** The wires whose recorded streams are compared. */
export type Wire = 'responses' | 'chat' | 'messages' | 'gemini';

/** A tool call as a client reports it. */
export interface ReadCall {
  readonly id: string;
  readonly name: string;
  /** The arguments, parsed; the text itself if it is no JSON. */
  readonly input: unknown;
}

/** The token counts that all clients have. A count that is missing is 0. */
export interface ReadUsage {
  readonly input: number;
  readonly output: number;
  readonly total: number;
  readonly cached: number;
  readonly reasoning: number;
}

/** The facts about one recorded stream that a client reports. */
export interface Reading {
  readonly text: string;
  readonly calls: readonly ReadCall[];
  /** Null if the client reports none. */
  readonly usage: ReadUsage | null;
  readonly status: 'completed' | 'incomplete' | 'failed';
  /** The reason for the end in the words of the server; null if the client reports none. */
  readonly finish: string | null;
}

/** The facts of a `Reading` that are compared. */
export const FACTS = ['text', 'calls', 'usage', 'status', 'finish'] as const;
export type Fact = (typeof FACTS)[number];

/** Reads a recorded stream with one client. */
export type Read = (bytes: Uint8Array) => Promise<Reading>;

/** What one client reads, by wire. A wire that it does not have is missing. */
export type Reader = Partial<Readonly<Record<Wire, Read>>>;

/** The value of a JSON text; the text itself if it is no JSON. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** A `fetch` that answers with the recorded bytes, in chunks of the size of a network packet. */
export const playing =
  (bytes: Uint8Array): ((url: unknown, init?: unknown) => Promise<Response>) =>
  () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let at = 0; at < bytes.length; at += 1460) controller.enqueue(bytes.slice(at, at + 1460));
        controller.close();
      },
    });
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
  };
