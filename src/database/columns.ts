import 'reflect-metadata';

import type { ColumnOptions } from 'typeorm';
import { Column, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** What a column decorator may say beside its kind. */
export interface PortableColumnOptions {
  /** Column name in snake_case; default the property's name. */
  readonly name?: string;
  readonly isNullable?: boolean;
  /** True when the column is (part of) the primary key. */
  readonly isPrimary?: boolean;
}

/** PostgreSQL gives 64-bit integers as text; every number of this program fits a JavaScript number. */
const bigintTransformer = {
  to: (value: unknown): unknown => value,
  from: (value: unknown): unknown => (value === null || value === undefined ? value : Number(value)),
};

const jsonTransformer = {
  to: (value: unknown): unknown => (value === null || value === undefined ? null : JSON.stringify(value)),
  from: (value: unknown): unknown => (typeof value === 'string' ? (JSON.parse(value) as unknown) : value),
};

const boolTransformer = {
  to: (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value),
  from: (value: unknown): unknown => (value === null || value === undefined ? value : Number(value) === 1),
};

const column = (
  { name, isNullable = false, isPrimary = false }: PortableColumnOptions,
  options: ColumnOptions,
): PropertyDecorator => {
  const all = { ...(name === undefined ? {} : { name }), nullable: isNullable, ...options };
  return isPrimary ? PrimaryColumn({ ...all, nullable: false }) : Column(all);
};

/** A text as primary key. */
export const IdColumn = (options: PortableColumnOptions = {}): PropertyDecorator =>
  column({ ...options, isPrimary: true }, { type: 'text' });

/** A text of any length. */
export const TextColumn = (options: PortableColumnOptions = {}): PropertyDecorator => column(options, { type: 'text' });

/** A 32-bit integer. */
export const IntColumn = (options: PortableColumnOptions = {}): PropertyDecorator =>
  column(options, { type: 'integer' });

/** An integer up to 2^53, read as a JavaScript number. */
export const BigIntColumn = (options: PortableColumnOptions = {}): PropertyDecorator =>
  column(options, { type: 'bigint', transformer: bigintTransformer });

/** A time in milliseconds since 1970. */
export const TimeColumn = (options: PortableColumnOptions = {}): PropertyDecorator => BigIntColumn(options);

/** A boolean, stored as 0 or 1 so that raw rows look the same on both databases. */
export const BoolColumn = (options: PortableColumnOptions = {}): PropertyDecorator =>
  column(options, { type: 'integer', transformer: boolTransformer });

/** Any JSON value of the shape that the property has, stored as text. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the compiler compares the shape with the property's type
export const JsonColumn = <Shape = unknown>(options: PortableColumnOptions = {}) => {
  const decorate = column(options, { type: 'text', transformer: jsonTransformer });
  return <Key extends string>(target: Readonly<Record<Key, Shape>>, property: Key): void => {
    decorate(target, property);
  };
};

/** A number that the database counts up, as primary key. */
export const SequenceColumn = ({ name = 'seq' }: Pick<PortableColumnOptions, 'name'> = {}): PropertyDecorator =>
  PrimaryGeneratedColumn({ name, type: 'integer' });

/**
 * The name of a content of the asset store, as a hexadecimal SHA-256. As long as a row names a content in such a column,
 * the content stays, whatever the role of the process that cleans up.
 */
export const ContentColumn =
  (options: PortableColumnOptions = {}): PropertyDecorator =>
  (target, property) => {
    TextColumn(options)(target, property);
    Reflect.defineMetadata(CONTENT_COLUMNS, [...contentPropertiesOf(target), String(property)], target);
  };

/** Lists the properties of an entity's prototype that name contents. */
export const contentPropertiesOf = (target: object): readonly string[] => {
  const properties: unknown = Reflect.getMetadata(CONTENT_COLUMNS, target);
  // Only the decorator above writes under this symbol.
  return (properties as readonly string[] | undefined) ?? [];
};

const CONTENT_COLUMNS = Symbol('nodetool:content-columns');
