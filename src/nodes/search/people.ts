import { str } from '../../engine/property.js';
import { recordsAt, shownValue, valueAt } from './listing.js';
import { count, idOf, query } from './properties.js';
import { detailSearch, listSearch, searchType } from './search-type.js';

export const YelpSearch = listSearch({
  type: 'search.yelp.YelpSearch',
  title: 'Yelp Search',
  description: 'Finds restaurants, shops and services in a place with Yelp.',
  tags: ['yelp', 'local', 'restaurants', 'reviews'],
  properties: {
    query,
    location: str('', { description: 'Place to search in, for example San Francisco, CA.' }),
    num_results: count(),
  },
  needs: ['query', 'location'],
  engine: 'yelp',
  ask: { find_desc: 'query', find_loc: 'location', hl: () => null, gl: () => null },
  results: 'organic_results',
  layout: {
    lines: [
      { at: 'rating', label: 'Rating' },
      { at: 'reviews', label: 'Reviews' },
      { at: 'price', label: 'Price' },
      { at: 'address|neighborhoods', label: 'Address' },
      { at: 'categories', label: 'Categories' },
      { at: 'link' },
    ],
  },
});

export const YelpReviews = listSearch({
  type: 'search.extended.YelpReviews',
  title: 'Yelp Reviews',
  description: 'Gives what people say about a business on Yelp.',
  tags: ['yelp', 'reviews', 'local'],
  properties: { place_id: idOf('business'), num_results: count() },
  needs: ['place_id'],
  engine: 'yelp_reviews',
  ask: { place_id: 'place_id' },
  results: 'reviews',
  layout: {
    title: 'user.name',
    lines: [
      { at: 'rating', label: 'Rating' },
      { at: 'date', label: 'Date' },
      { at: 'comment.text|comment', max: 200 },
      { at: 'tags', label: 'Tags' },
    ],
  },
});

export const YouTubeSearch = listSearch({
  type: 'search.youtube.YouTubeSearch',
  title: 'YouTube Search',
  description: 'Searches videos on YouTube.',
  tags: ['youtube', 'video', 'search'],
  properties: { query, num_results: count() },
  needs: ['query'],
  engine: 'youtube',
  ask: { search_query: 'query' },
  results: 'video_results',
  layout: {
    lines: [
      { at: 'channel.name|channel', label: 'Channel' },
      { at: 'views', label: 'Views' },
      { at: 'published_date', label: 'Published' },
      { at: 'length', label: 'Duration' },
      { at: 'link' },
    ],
  },
});

const VIDEO_PARTS = [
  'title',
  'thumbnail',
  'views',
  'extracted_views',
  'likes',
  'extracted_likes',
  'published_date',
  'live',
  'description',
  'comment_count',
  'extracted_comment_count',
  'channel',
  'chapters',
];

export const YouTubeVideo = detailSearch({
  type: 'search.extended.YouTubeVideo',
  title: 'YouTube Video',
  description: 'Looks up a video on YouTube: title, channel, views, description and chapters.',
  tags: ['youtube', 'video', 'details'],
  properties: { video_id: idOf('video: what stands behind v= in its address') },
  needs: ['video_id'],
  engine: 'youtube_video',
  ask: { v: 'video_id' },
  pick: (answer) => {
    const related = recordsAt(answer, 'related_videos').length;
    return {
      ...Object.fromEntries(VIDEO_PARTS.flatMap((name) => (answer[name] === undefined ? [] : [[name, answer[name]]]))),
      ...(related > 0 && { related_video_count: related }),
    };
  },
});

export const YouTubeTranscript = searchType(
  {
    type: 'search.more_engines.YouTubeTranscript',
    title: 'YouTube Transcript',
    description: 'Gives what is said in a video on YouTube, as one text and in pieces with their times.',
    tags: ['youtube', 'transcript', 'subtitles'],
    properties: {
      video_id: idOf('video: what stands behind v= in its address'),
      lang: str('en', { description: 'Language as two letters.' }),
    },
    needs: ['video_id'],
    engine: 'youtube_video_transcript',
    ask: { v: 'video_id', language_code: 'lang' },
  },
  { text: 'str', segments: 'list[dict]' },
  (answer) => {
    const segments = recordsAt(answer, 'transcript');
    const texts = segments.map((segment) => shownValue(valueAt(segment, 'snippet') ?? '').trim()).filter(Boolean);
    return { text: texts.join(' '), segments };
  },
);
