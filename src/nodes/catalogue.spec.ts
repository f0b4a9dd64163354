import { describe, expect, it } from '@jest/globals';

import { admit } from '../engine/admission.js';
import { builtinCatalogue, builtinTypes } from './catalogue.js';

describe('the built-in catalogue', () => {
  it.each(builtinTypes.map((type) => [type.type, type] as const))('%s is described for its reader', (_, type) => {
    expect(type.title).toMatch(/\S/);
    expect(type.description).toMatch(/\S.{8,}/);
    expect(type.basicFields.filter((field) => !Object.hasOwn(type.properties, field))).toEqual([]);
  });

  it.each(builtinTypes.map((type) => [type.type, type] as const))('%s has defaults of its own types', (_, type) => {
    const wrong = Object.entries(type.properties).filter(
      ([, property]) => property.default !== null && !admit(property.default, property.type).isAdmitted,
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it('finds a type by its name and near ones of a wrong name', () => {
    expect(builtinCatalogue.find('nodetool.control.ForEach')?.title).toBe('For Each');
    expect(builtinCatalogue.near('nodetool.controls.ForEach')).toContain('nodetool.control.ForEach');
  });
});
