import type { ElementFace } from './read-element.ts';

/** The custom-elements manifest (schema 1.0.0) of the package, for editors and catalogues. */
export function manifest(face: ElementFace): object {
  const named = (described: { name: string; description: string }[]) =>
    described.map(({ name, description }) => ({ name, description }));
  const reference = { name: 'LiqHeatmap', module: 'dist/liq-heatmap.js' };
  return {
    schemaVersion: '1.0.0',
    modules: [
      {
        kind: 'javascript-module',
        path: 'dist/liq-heatmap.js',
        declarations: [
          {
            kind: 'class',
            customElement: true,
            name: 'LiqHeatmap',
            tagName: 'liq-heatmap',
            description: face.description,
            attributes: face.attributes.flatMap(({ attribute, name, type, description, default: value }) =>
              attribute
                ? [
                    {
                      name: attribute,
                      fieldName: name,
                      type: { text: type },
                      description,
                      ...(value && { default: value }),
                    },
                  ]
                : [],
            ),
            members: [
              ...face.attributes.map(({ name, attribute, type, description, default: value }) => ({
                kind: 'field',
                name,
                type: { text: type },
                description,
                ...(attribute && { attribute, reflects: true }),
                ...(value && { default: value }),
              })),
              ...face.methods.map(({ name, description, type, parameters }) => ({
                kind: 'method',
                name,
                description: parameters ? `${description} Takes (${parameters}).` : description,
                return: { type: { text: type } },
              })),
            ],
            events: face.events.map(({ name, description }) => ({
              name,
              description,
              type: { text: 'CustomEvent' },
            })),
            cssParts: named(face.parts),
            cssProperties: named(face.cssProperties),
            slots: named(face.slots),
          },
        ],
        exports: [
          { kind: 'js', name: 'LiqHeatmap', declaration: reference },
          { kind: 'custom-element-definition', name: 'liq-heatmap', declaration: reference },
        ],
      },
    ],
  };
}
