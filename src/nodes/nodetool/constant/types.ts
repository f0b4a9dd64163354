import type { NodeType } from '../../../engine/node-type.js';
import {
  Audio,
  AudioList,
  DataFrame,
  Document,
  Image,
  ImageList,
  ImageSize,
  Model3D,
  Video,
  VideoList,
} from './assets.js';
import { DateConstant, DateTime } from './dates.js';
import {
  ASRModelConstant,
  EmbeddingModelConstant,
  ImageModelConstant,
  LanguageModelConstant,
  TTSModelConstant,
  VideoModelConstant,
} from './models.js';
import { Bool, Constant, Dict, Float, Integer, JSONConstant, List, Select, StringConstant, TextList } from './plain.js';

/** Node types of `nodetool.constant`: fixed values. */
export const nodetoolConstantTypes: readonly NodeType[] = [
  ASRModelConstant,
  Audio,
  AudioList,
  Bool,
  Constant,
  DataFrame,
  DateConstant,
  DateTime,
  Dict,
  Document,
  EmbeddingModelConstant,
  Float,
  Image,
  ImageList,
  ImageModelConstant,
  ImageSize,
  Integer,
  JSONConstant,
  LanguageModelConstant,
  List,
  Model3D,
  Select,
  StringConstant,
  TextList,
  TTSModelConstant,
  Video,
  VideoList,
  VideoModelConstant,
];
