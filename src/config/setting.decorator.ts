/** How the text of a setting becomes a value: `seconds` are kept as milliseconds, `pairs` as a record, `path` as an absolute path. */
export type SettingKind = 'text' | 'integer' | 'seconds' | 'pairs' | 'path' | 'packages' | 'list';

/** Everything that is known about one setting; the loader, the flags and the reference table are derived from it. */
export interface SettingOptions {
  /** Name in the environment and in `.env` files. */
  readonly env: string;
  /** Name on the command line, without the leading dashes. */
  readonly flag: string;
  readonly kind?: SettingKind;
  /** Value used when nothing is given, as it would be written; absent when there is none. */
  readonly default?: string;
  /** Words for the default in the reference table, where it depends on something. */
  readonly defaultNote?: string;
  readonly unit?: string;
  /** One sentence for the reference table and the help. */
  readonly meaning: string;
  /** The expected form, completing "expected …". */
  readonly expects: string;
  /** A value that works, shown as the fix. */
  readonly example: string;
  /** True when the value must never be shown. */
  readonly isSecret?: boolean;
}

/** A setting together with the property of `AppConfig` that holds it. */
export interface Setting extends SettingOptions {
  readonly property: string;
}

const declared: Setting[] = [];

/** Declares a property of `AppConfig` as a setting; the property's validators decide whether a value is right. */
export const Setting =
  (options: SettingOptions): PropertyDecorator =>
  (_target, property) => {
    declared.push({ ...options, property: String(property) });
  };

/** Lists every declared setting in the order of declaration; import `AppConfig` first. */
export const declaredSettings = (): readonly Setting[] => declared;
