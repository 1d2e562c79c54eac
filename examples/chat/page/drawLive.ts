import { explain } from './explain.js';
import type { LiveState } from './liveState.js';

interface Words {
  readonly word: string;
  readonly detail: string;
  readonly advice?: string;
}

const ENDS: Readonly<Record<string, string>> = {
  completed: 'The answer is complete.',
  incomplete: 'The answer was cut short by a limit.',
  stopped: 'Stopped: the connection to the provider is closed.',
};

const wordsFor = (live: LiveState): Words => {
  switch (live.type) {
    case 'idle':
      return { word: 'idle', detail: ENDS[live.last ?? ''] ?? 'Nothing is requested before you send.' };
    case 'connecting':
      return { word: 'connecting', detail: 'The request is sent, and nothing has come yet.' };
    case 'streaming':
      return { word: 'streaming', detail: 'Words come in.' };
    case 'deciding':
      return { word: 'waiting for you', detail: 'A tool may run only if you approve it.' };
    case 'retrying':
      return { word: `retrying in ${live.seconds} s`, detail: explain(live.error).sentence };
    case 'failed': {
      const { sentence, advice } = explain(live.error);
      return { word: 'failed', detail: sentence, advice };
    }
  }
};

/** Shows the state of the page, in words and with a colour. */
export const drawLive =
  (box: HTMLElement, word: HTMLElement, detail: HTMLElement, advice: HTMLElement) =>
  (live: LiveState): void => {
    const words = wordsFor(live);
    box.dataset['state'] = live.type;
    word.textContent = words.word;
    detail.textContent = words.detail;
    advice.textContent = words.advice ?? '';
  };
