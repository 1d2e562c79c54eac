import type { ChatDelta } from '../../protocol/ChatChunk.js';
import { isJsonObject, nonEmptyText } from '../../protocol/codec/json.js';
import type { ResponseEvent } from '../../protocol/ResponseEvent.js';

/** The data of `data:image/png;base64,…`; another address as it is. */
const dataOf = (url: string): string => url.replace(/^data:[^,]*;base64,/, '');

const imageOf = (image: unknown): string | undefined => {
  if (!isJsonObject(image)) return nonEmptyText(image);
  const { image_url: given, url, b64_json } = image;
  return nonEmptyText(isJsonObject(given) ? given['url'] : given) ?? nonEmptyText(url) ?? nonEmptyText(b64_json);
};

const NONE: readonly ResponseEvent[] = [];

/** The events of the audio and of the images in a delta. */
export const mediaIn = ({ audio, images }: ChatDelta): readonly ResponseEvent[] => {
  if (audio === undefined && images === undefined) return NONE;
  const spoken = isJsonObject(audio) ? audio : {};
  const [data, transcript] = [nonEmptyText(spoken['data']), nonEmptyText(spoken['transcript'])];
  const pictures: readonly unknown[] = Array.isArray(images) ? images : [];
  return [
    ...(data === undefined ? [] : [{ type: 'audio_delta', delta: data } as const]),
    ...(transcript === undefined ? [] : [{ type: 'audio_transcript_delta', delta: transcript } as const]),
    ...pictures.flatMap((each, partial_image_index) => {
      const image = imageOf(each);
      return image === undefined ? [] : [{ type: 'image_partial', image: dataOf(image), partial_image_index } as const];
    }),
  ];
};
