// What one writes by hand for several readers of one answer: an array of texts, and a set of responses to write to. Without
// back-pressure, heartbeats, cursors, an end of the array, and errors.
import type { ServerResponse } from 'node:http';
import { answerTexts } from './answerTexts.js';
import { serveMeasured } from './measured.js';

interface Shared {
  readonly texts: string[];
  readonly readers: Set<ServerResponse>;
  isOver: boolean;
}

const answers = new Map<string, Shared>();

const start = (url: string): Shared => {
  const shared: Shared = { texts: [], readers: new Set(), isOver: false };
  answers.set(url, shared);
  const write = (text: string): void => {
    shared.texts.push(text);
    for (const reader of shared.readers) reader.write(text);
  };
  const end = (): void => {
    shared.isOver = true;
    for (const reader of shared.readers) reader.end();
  };
  answerTexts(write, new AbortController().signal).then(end, end);
  return shared;
};

serveMeasured((request, response) => {
  const { url = '/' } = request;
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const shared = answers.get(url) ?? start(url);
  for (const text of shared.texts) response.write(text);
  if (shared.isOver) response.end();
  else shared.readers.add(response);
  response.once('close', () => shared.readers.delete(response));
});
