import { describe, expect, it } from '@jest/globals';

import { admit } from '../engine/admission.js';
import { builtinCatalogue, builtinTypes } from './catalogue.js';

/** What NodeTool's own catalogue lists although the type has no such property, or the default is of another type. */
const ODDITIES: ReadonlySet<string> = new Set([
  'nodetool.audio.TextToSpeech voice',
  'openai.agents.RealtimeAgent prompt',
  'vector.chroma.IndexImage image',
]);

describe('the built-in catalogue', () => {
  it.each(builtinTypes.map((type) => [type.type, type] as const))('%s is described for its reader', (_, type) => {
    expect(type.title).toMatch(/\S/);
    expect(type.description).toMatch(/\S.{8,}/);
    const strange = type.basicFields.filter((field) => !Object.hasOwn(type.properties, field));
    expect(strange.filter((field) => !ODDITIES.has(`${type.type} ${field}`))).toEqual([]);
  });

  it.each(builtinTypes.map((type) => [type.type, type] as const))('%s has defaults of its own types', (_, type) => {
    const wrong = Object.entries(type.properties).filter(
      // Null and, in NodeTool's catalogue, an empty text stand for a value that nobody has set.
      ([, property]) =>
        property.default !== null && property.default !== '' && !admit(property.default, property.type).isAdmitted,
    );
    expect(wrong.map(([name]) => name).filter((name) => !ODDITIES.has(`${type.type} ${name}`))).toEqual([]);
  });

  it('finds a type by its name and near ones of a wrong name', () => {
    expect(builtinCatalogue.find('nodetool.control.ForEach')?.title).toBe('For Each');
    expect(builtinCatalogue.near('nodetool.controls.ForEach')).toContain('nodetool.control.ForEach');
  });
});
