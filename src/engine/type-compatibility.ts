import type { TypeMetadata } from './type-metadata.js';

/**
 * Tells whether an edge may lead from an output of one type into a property of another, as NodeTool does:
 * `any` fits everything, whole and other numbers mix, a union fits by any member, a `T` fits a `list[T]`,
 * enums fit when their values are the same, and everything else by name.
 */
export const isCompatible = (source: TypeMetadata, target: TypeMetadata): boolean => {
  if (source.type === 'any' || target.type === 'any') return true;
  if (source.type === 'union') return argsOf(source).some((member) => isCompatible(member, target));
  if (target.type === 'union') return argsOf(target).some((member) => isCompatible(source, member));
  if (isNumeric(source) && isNumeric(target)) return true;
  if (target.type === 'list' && source.type !== 'list') return isElementOf(source, target);
  if (source.type !== target.type) return isEnumAsText(source, target);
  return source.type === 'enum' ? haveSameValues(source, target) : haveCompatibleArgs(source, target);
};

/** Tells whether a value of `source` is wrapped into a one-item list when it arrives at `target`. */
export const isElementOf = (source: TypeMetadata, target: TypeMetadata): boolean => {
  const [element] = argsOf(target);
  return target.type === 'list' && element !== undefined && source.type !== 'list' && isCompatible(source, element);
};

const argsOf = (type: TypeMetadata): readonly TypeMetadata[] => type.type_args ?? [];

const isNumeric = ({ type }: TypeMetadata): boolean => type === 'int' || type === 'float';

/** A choice among texts is a text for whoever reads it, and a text may be one of the choices: checked when it arrives. */
const isEnumAsText = (source: TypeMetadata, target: TypeMetadata): boolean =>
  (source.type === 'enum' && target.type === 'str') || (source.type === 'str' && target.type === 'enum');

const haveSameValues = (source: TypeMetadata, target: TypeMetadata): boolean => {
  if (!source.values || !target.values) return true;
  const wanted = new Set(target.values);
  return source.values.length === wanted.size && source.values.every((value) => wanted.has(value));
};

const haveCompatibleArgs = (source: TypeMetadata, target: TypeMetadata): boolean => {
  const sourceArgs = argsOf(source);
  const targetArgs = argsOf(target);
  if (sourceArgs.length !== targetArgs.length) return true;
  return sourceArgs.every((arg, index) => {
    const counterpart = targetArgs[index];
    return counterpart === undefined || isCompatible(arg, counterpart);
  });
};
