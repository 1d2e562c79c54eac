// A relay as one writes it by hand. Without back-pressure, heartbeats, replay and errors.
import { answerTexts } from './answerTexts.js';
import { serveMeasured } from './measured.js';

serveMeasured((request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const left = new AbortController();
  response.once('close', () => left.abort());
  answerTexts((text) => response.write(text), left.signal).then(
    () => response.end(),
    () => response.destroy(),
  );
});
