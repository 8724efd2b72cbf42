import { constant, optional, record, type TypeOf, text, whole } from '../shape.ts';

const pixels = (description: string) => whole(`${description}, pixels.`, { least: 1 });

export const oembed = record(
  {
    version: constant('1.0', 'Of oEmbed.'),
    type: constant('rich', 'A frame.'),
    title: text('Of the page.'),
    provider_name: text('Who answers.'),
    provider_url: text('Its address.', { format: 'uri', examples: ['https://heatmap.example'] }),
    cache_age: whole('How long the answer holds, seconds.', { least: 0 }),
    width: pixels('Of the frame'),
    height: pixels('Of the frame'),
    html: text('The frame.'),
    thumbnail_url: optional(
      text('A picture; absent where the bounds leave no room for it.', {
        format: 'uri',
        examples: ['https://heatmap.example/v1/snapshot/BTC.png'],
      }),
    ),
    thumbnail_width: optional(pixels('Of the picture')),
    thumbnail_height: optional(pixels('Of the picture')),
  },
  'oEmbed 1.0 (oembed.com), type rich.',
);
export type Oembed = TypeOf<typeof oembed>;
