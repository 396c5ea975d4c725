import type { Weighted } from './random.js';

interface Place {
  readonly city: string;
  readonly state: string;
  /** Telephone area code. */
  readonly area: string;
}

const place = (city: string, state: string, area: string): Place => ({ city, state, area });

/** Cities by how many customers live there. */
export const PLACES: Weighted<Place> = [
  [place('Los Angeles', 'CA', '213'), 50],
  [place('San Diego', 'CA', '619'), 28],
  [place('San Francisco', 'CA', '415'), 26],
  [place('San Jose', 'CA', '408'), 18],
  [place('Sacramento', 'CA', '916'), 14],
  [place('Fresno', 'CA', '559'), 9],
  [place('Houston', 'TX', '713'), 34],
  [place('Dallas', 'TX', '214'), 30],
  [place('Austin', 'TX', '512'), 26],
  [place('San Antonio', 'TX', '210'), 18],
  [place('Miami', 'FL', '305'), 30],
  [place('Orlando', 'FL', '407'), 22],
  [place('Tampa', 'FL', '813'), 20],
  [place('New York', 'NY', '212'), 58],
  [place('Buffalo', 'NY', '716'), 12],
  [place('Philadelphia', 'PA', '215'), 28],
  [place('Pittsburgh', 'PA', '412'), 18],
  [place('Chicago', 'IL', '312'), 44],
  [place('Columbus', 'OH', '614'), 20],
  [place('Cleveland', 'OH', '216'), 16],
  [place('Atlanta', 'GA', '404'), 34],
  [place('Charlotte', 'NC', '704'), 22],
  [place('Raleigh', 'NC', '919'), 14],
  [place('Detroit', 'MI', '313'), 20],
  [place('Grand Rapids', 'MI', '616'), 10],
  [place('Newark', 'NJ', '973'), 22],
  [place('Richmond', 'VA', '804'), 20],
  [place('Seattle', 'WA', '206'), 28],
  [place('Spokane', 'WA', '509'), 8],
  [place('Phoenix', 'AZ', '602'), 28],
  [place('Tucson', 'AZ', '520'), 8],
  [place('Boston', 'MA', '617'), 28],
  [place('Nashville', 'TN', '615'), 22],
  [place('Indianapolis', 'IN', '317'), 18],
  [place('St. Louis', 'MO', '314'), 16],
  [place('Baltimore', 'MD', '410'), 16],
  [place('Milwaukee', 'WI', '414'), 15],
  [place('Denver', 'CO', '303'), 26],
  [place('Minneapolis', 'MN', '612'), 18],
  [place('Charleston', 'SC', '843'), 10],
  [place('Birmingham', 'AL', '205'), 10],
  [place('New Orleans', 'LA', '504'), 12],
  [place('Louisville', 'KY', '502'), 10],
  [place('Portland', 'OR', '503'), 18],
  [place('Oklahoma City', 'OK', '405'), 9],
  [place('Hartford', 'CT', '860'), 9],
  [place('Salt Lake City', 'UT', '801'), 12],
  [place('Las Vegas', 'NV', '702'), 14],
  [place('Albuquerque', 'NM', '505'), 6],
  [place('Omaha', 'NE', '402'), 6],
  [place('Boise', 'ID', '208'), 6],
  [place('Honolulu', 'HI', '808'), 4],
  [place('Portland', 'ME', '207'), 4],
  [place('Burlington', 'VT', '802'), 2],
  [place('Anchorage', 'AK', '907'), 3],
];
