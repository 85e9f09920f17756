/** Words the seeded company is made of. */

export const FIRST_NAMES = [
	'Ada', 'Aïcha', 'Alessandro', 'Amélie', 'Anders', 'Anna', 'Antoine', 'Beatriz', 'Björn', 'Camille', 'Carlos', 'Chiara',
	'Clara', 'Daan', 'Deborah', 'Dmitri', 'Elena', 'Emre', 'Erik', 'Fatima', 'Femke', 'Gabriel', 'Greta', 'Hannah', 'Hiro',
	'Ines', 'Ivan', 'Jakub', 'Jan', 'Jonas', 'Julia', 'Karim', 'Katarzyna', 'Laura', 'Lena', 'Liam', 'Lotte', 'Louis',
	'Luca', 'Maja', 'Marco', 'Marta', 'Matthieu', 'Mei', 'Mikkel', 'Nadia', 'Nils', 'Noor', 'Olga', 'Omar', 'Paul', 'Petra',
	'Priya', 'Rafael', 'Rosa', 'Sander', 'Sofia', 'Stefan', 'Thomas', 'Yara',
] as const;

export const LAST_NAMES = [
	'Almeida', 'Andersson', 'Bakker', 'Bauer', 'Becker', 'Bernard', 'Bianchi', 'Bos', 'Brandt', 'Chen', 'Costa', 'Dahl',
	'Demir', 'Dubois', 'Durand', 'Eriksen', 'Ferrari', 'Fischer', 'Fontaine', 'Garcia', 'Girard', 'Haddad', 'Hansen',
	'Hoffmann', 'Ivanov', 'Jansen', 'Keller', 'Khan', 'Kowalska', 'Lambert', 'Larsen', 'Lefèvre', 'Lopez', 'Maier', 'Martin',
	'Meyer', 'Moreau', 'Nguyen', 'Nilsson', 'Novak', 'Okafor', 'Patel', 'Pereira', 'Peters', 'Rossi', 'Roux', 'Sato',
	'Schmidt', 'Silva', 'Smit', 'Tanaka', 'Visser', 'Vogel', 'Weber', 'Wiśniewski', 'Yilmaz', 'Zimmermann', 'de Vries',
	'van Dijk', 'O’Brien',
] as const;

export const JOBS = [
	'Warehouse operator', 'Shift lead', 'Forklift driver', 'Dispatcher', 'Truck driver', 'Customs agent', 'Account manager',
	'Controller', 'HR business partner', 'Safety officer', 'Software engineer', 'Support agent', 'Site manager', 'Planner',
] as const;

export const DEPARTMENTS = [
	'Warehouses', 'Transport', 'Customs', 'Customer Care', 'Finance', 'People and Culture', 'Information Technology', 'Sales',
	'Safety and Compliance',
] as const;

export const SITES = ['Rotterdam', 'Hamburg', 'Lyon', 'Milan', 'Chicago'] as const;

export const COURSE_TOPICS = [
	'Fire safety', 'Manual handling', 'Forklift licence', 'Dangerous goods', 'First aid', 'Cold chain', 'Incoterms',
	'Customs declarations', 'Route planning', 'Fuel-saving driving', 'Tachograph rules', 'Data protection', 'Phishing',
	'Password hygiene', 'Time management', 'Feedback talks', 'Difficult conversations', 'Selling value', 'Contract basics',
	'Invoice checks', 'Spreadsheets', 'Warehouse software', 'Onboarding essentials', 'Code of conduct', 'Anti-bribery',
	'Diversity at work', 'Project basics', 'Presenting', 'English for logistics', 'Lean basics',
] as const;

export const COURSE_LEVELS = ['in a nutshell', 'step by step', 'refresher', 'for team leads'] as const;

export const PATH_NAMES = [
	'Employee onboarding', 'Driver onboarding', 'Site manager academy', 'Safety certificate', 'Forklift certificate',
	'Dangerous goods, road', 'Dangerous goods, sea', 'Leadership one', 'Leadership two', 'Customer care excellence',
	'Sales foundation', 'Customs expert', 'Finance for managers', 'Cyber security', 'Data protection', 'Compliance year plan',
	'Warehouse software', 'Train the trainer', 'First aid', 'Cold chain specialist', 'Planner school', 'Project management',
	'English B1', 'English B2', 'French A2', 'Lean yellow belt', 'Lean green belt', 'Diversity', 'Remote teams',
	'Presentation skills', 'Negotiation', 'Spreadsheets advanced', 'Recruiting well', 'Conflict talks', 'Crane operation',
	'Energy saving', 'Quality audit', 'Supplier management', 'Apprenticeship, year one', 'Apprenticeship, year two',
] as const;

export const SKILL_NAMES = [
	'Active listening', 'Auditing', 'Budgeting', 'Coaching', 'Contract law', 'Customs law', 'Data analysis', 'Dispatching',
	'Emergency response', 'Fleet planning', 'Forklift driving', 'Hazard awareness', 'Inventory control', 'Lashing',
	'Load planning', 'Machine safety', 'Negotiation', 'Packing', 'Picking', 'Presentation', 'Process design', 'Recruiting',
	'Reporting', 'Route optimization', 'Sales talks', 'Scanning', 'Stock taking', 'Teaching', 'Team leading', 'Trouble-shooting',
] as const;

export const TAG_NAMES = [
	'Safety', 'Legal', 'Leadership', 'Languages', 'Software', 'Driving', 'Warehouse', 'Sales', 'Finance', 'Onboarding',
	'Quality', 'Health', 'Security', 'Communication', 'Sustainability', 'Compliance',
] as const;
