/* Building blocks of names; none of them is meant to be a real person or firm. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const FIRST_NAMES = words(`
  Ada Aaron Abigail Adrian Aisha Alan Alejandra Alice Amara Amir Andrea Anthony Arjun Beatrice Ben Bianca Brandon
  Camila Carl Carmen Carter Cecilia Charles Chloe Christine Claire Daniel Daria David Deborah Derek Diana Diego
  Dominic Elena Eli Elizabeth Emily Enrique Erin Ethan Farah Felix Fiona Francisco Gabriel Gemma George Grace
  Hannah Harold Helen Hiroshi Hugo Ingrid Isaac Isabel Ivan Jack Jamal Janet Jasmine Jerome Jessica Joan Joel
  Jonas Jorge Joseph Julia Karen Keith Kenji Kevin Lara Laura Leon Liam Linda Lucia Luis Maeve Malik Marcus
  Margaret Maria Martin Maya Mei Michael Miguel Mina Monica Nadia Naomi Nathan Nina Noah Nora Oliver Olivia Omar
  Oscar Patricia Paul Peter Priya Quentin Rachel Rafael Raj Rebecca Robert Rosa Ruth Ryan Samira Samuel Sandra
  Sarah Scott Sean Sofia Stephen Susan Tara Teresa Thomas Tobias Tyler Valerie Vera Victor Vivian Walter Wendy
  William Xavier Yara Yusuf Zoe`);

export const LAST_NAMES = words(`
  Abbott Adler Aguilar Alvarez Andersen Banerjee Barnes Becker Bennett Bianchi Blake Brooks Burke Caldwell
  Callahan Castillo Chang Chavez Clarke Cohen Coleman Cruz Dalton Delgado Diaz Donovan Duarte Edwards Ellis
  Espinoza Farrell Fernandez Fischer Fitzgerald Fleming Foster Franklin Fujimoto Gallagher Garcia Gibson Gomez
  Grant Greene Gupta Haas Hamilton Hansen Harper Hayes Herrera Hoffman Holloway Howard Hughes Ibrahim Ito Jacobs
  Jensen Johansson Jordan Kaplan Kaur Keller Kelly Khan Kim Kowalski Kramer Lambert Larsen Lawson Lee Lindqvist
  Lopez Lund MacKenzie Maldonado Marsh Martinez McCarthy Medina Mehta Mendoza Meyer Mitchell Moreno Morgan Murphy
  Nakamura Navarro Nelson Nguyen Novak O'Connor O'Neill Okafor Olsen Ortiz Osborne Park Patel Pearson Perry Pham
  Porter Quinn Ramirez Ramos Reed Reyes Rhodes Rivera Robbins Romero Rossi Russo Sanchez Santos Schmidt Schultz
  Shah Sharma Silva Singh Soto Stein Stewart Sullivan Suzuki Tanaka Torres Tran Turner Vargas Vasquez Vega Wagner
  Walsh Ward Weber Whitfield Wong Yamamoto Young Zhang Zimmerman`);

export const FIRM_WORDS = words(`
  Alder Amber Anchor Apex Arbor Aspen Atlas Aurora Beacon Birch Bluebird Boulder Bridge Bright Canyon Cardinal
  Cascade Cedar Central Clear Coastal Cobalt Compass Copper Coral Crescent Crown Cypress Delta Desert Eagle
  Eastside Ember Evergreen Falcon Fern First Forge Foundry Frontier Garnet Golden Granite Harbor Harvest Hawthorn
  Heritage Highland Hilltop Horizon Hudson Iron Ivory Juniper Keystone Lakeside Lantern Laurel Liberty Lighthouse
  Lone Magnolia Maple Meadow Meridian Mesa Midtown Millstone Monarch Northern Oak Olive Orchard Orion Pacific
  Palisade Pine Pioneer Prairie Quarry Quartz Red Redwood Ridge River Rock Sage Saddle Sequoia Sierra Silver
  Southern Spruce Sterling Stone Summit Sunrise Tidewater Timber Union Valley Vanguard Vista Walnut West Willow
  Windmill Wolf`);

export const FIRM_TRADES = [
  'Supply',
  'Logistics',
  'Dental Group',
  'Construction',
  'Builders',
  'Catering',
  'Realty',
  'Foods',
  'Fitness',
  'Electric',
  'Plumbing',
  'Furniture',
  'Medical',
  'Design Studio',
  'Consulting',
  'Insurance',
  'Motors',
  'Hardware',
  'Landscaping',
  'Roofing',
  'Printing',
  'Veterinary Clinic',
  'Bakery',
  'Brewing',
  'Law Offices',
  'Property Management',
  'Learning Center',
  'Optics',
  'Outfitters',
  'Packaging',
] as const;

/** A made-up address; the domain .example belongs to nobody. */
export const emailAddress = (local: string, firm: string) =>
  `${local.replace(/[^\w.]/g, '')}@${firm.replace(/\W/g, '')}.example`.toLowerCase();

export const FIRM_FORMS = ['', '', '', ' Inc.', ' LLC', ' Co.', ' Corp.', ' Group'] as const;
