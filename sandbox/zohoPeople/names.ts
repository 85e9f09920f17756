/** Words the seeded LMS is made of. */

export const FIRST_NAMES = [
	'Abdul', 'Agnes', 'Bruno', 'Carla', 'Dario', 'Edith', 'Farid', 'Gloria', 'Hugo', 'Irene', 'Joost', 'Kamila', 'Leon', 'Mona',
	'Nora', 'Oskar', 'Paula', 'Quentin', 'Rita', 'Selma', 'Theo', 'Ursula', 'Viktor', 'Wanda', 'Xavier', 'Yusuf', 'Zoe',
] as const;

export const LAST_NAMES = [
	'Aalto', 'Berg', 'Cohen', 'Duarte', 'Engel', 'Fabre', 'Greco', 'Horvat', 'Ito', 'Jonker', 'Kaya', 'Lund', 'Mancini', 'Nagy',
	'Ortiz', 'Popescu', 'Quinn', 'Riedel', 'Santos', 'Toivonen', 'Urban', 'Vidal', 'Wolf', 'Yang', 'Zeller',
] as const;

export const SITES = ['Rotterdam', 'Hamburg', 'Lyon', 'Milan', 'Chicago'] as const;

export const COURSES = [
	'Site safety', 'Fire drill', 'Manual handling', 'Forklift, theory', 'Forklift, practice', 'Dangerous goods', 'First aid',
	'First aid, refresher', 'Cold chain', 'Safety handbook', 'Route planning', 'Fuel-saving driving', 'Tachograph rules',
	'Data protection', 'Phishing', 'Password hygiene', 'Time management', 'Feedback talks', 'Difficult conversations',
	'Code of conduct', 'Selling value', 'Contract basics', 'Invoice checks', 'Spreadsheets', 'Warehouse software',
	'Onboarding', 'Anti-bribery', 'Diversity at work', 'Project basics', 'Employee handbook', 'Presenting',
	'English for logistics', 'Lean basics', 'Lean, yellow belt', 'Customs basics', 'Customs, advanced', 'Incoterms',
	'Crane operation', 'Energy saving', 'Travel policy', 'Quality audit', 'Supplier talks', 'Negotiation', 'Recruiting well',
	'Remote teams', 'Stress at work', 'Leading a shift', 'Train the trainer', 'Packing', 'Emergency plan', 'Load securing',
	'Winter driving', 'Eco driving', 'Picking', 'Stock taking', 'Scanner handling', 'Machine safety', 'Noise and ears',
	'Screen work', 'Site map',
] as const;

/** Ids that the pages and their samples show. */
export const DOCUMENTED = {
	course: '478346000019479103',
	batch: '478346000019479115',
	module: '478346000019479119',
	erecno: '219225000000036453',
	room: '219225000000645249',
} as const;
